/** The product's mark: three lanes that become one line. */
export function ProductMark() {
  return (
    <svg
      aria-hidden="true"
      width="18"
      height="14"
      viewBox="0 0 18 14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
    >
      <path d="M1 7h16M6.5 7c3 0 3.5-5 9-5M6.5 7c3 0 3.5 5 9 5" />
    </svg>
  );
}
