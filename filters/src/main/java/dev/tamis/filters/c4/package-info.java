/** The page rules of C4 (Raffel et al. 2020), as the code that made it and its heirs apply them. */
package dev.tamis.filters.c4;
