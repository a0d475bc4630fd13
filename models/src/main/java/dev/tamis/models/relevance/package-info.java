/** How much a text is like a target sample: importance weights over hashed n-grams, as DSIR has them. */
package dev.tamis.models.relevance;
