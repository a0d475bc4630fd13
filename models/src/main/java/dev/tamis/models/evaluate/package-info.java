/** Measures a fastText classifier on labelled texts, and says what it goes by and where it errs. */
package dev.tamis.models.evaluate;
