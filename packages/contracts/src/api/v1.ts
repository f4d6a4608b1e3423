/** Where the first version of the api lives. */
export const V1 = '/api/v1';
