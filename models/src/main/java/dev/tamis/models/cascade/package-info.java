/**
 * Cascades of boosted classifiers over Haar-like features (Viola and Jones 2001; Lienhart and Maydt 2002), as OpenCV stores
 * and runs them.
 */
package dev.tamis.models.cascade;
