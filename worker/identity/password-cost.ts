/**
 * What scrypt takes for one password: a tenth of a second and 16 MB. These are the parameters that OWASP names for N = 2^14 (Password
 * Storage Cheat Sheet); N · r · p stays under the 2^20 that production allows.
 */
export const COST = { N: 2 ** 14, r: 8, p: 5, maxmem: 64 * 1024 * 1024 };
