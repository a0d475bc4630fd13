/**
 * fastText (Joulin et al. 2016, "Bag of Tricks for Efficient Text Classification") in Java: its model files read and
 * written, its dictionary and features, and its predictions.
 */
package dev.tamis.models.fasttext;
