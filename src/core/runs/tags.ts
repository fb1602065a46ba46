/** Tags that mean something to Sextant itself; all start with `sextant.`. */

/** "true" on runs that the user starred. */
export const starTag = "sextant.starred";
