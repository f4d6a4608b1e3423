const escaped = (text: string) => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

/** Whether a file name fits one of the patterns: `*` is anything, ".gz" at the end does not count, case neither. */
export const nameFits = (name: string, patterns: string | readonly string[]): boolean => {
  const plain = name.replace(/\.gz$/i, '');
  return [patterns].flat().some((pattern) => {
    const parts = pattern.replace(/\.gz$/i, '').split('*').map(escaped);
    return new RegExp(`^${parts.join('.*')}$`, 'is').test(plain);
  });
};
