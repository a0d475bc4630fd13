/**
 * Trains supervised linear classifiers as fastText does (Joulin et al. 2016), with the same bytes for the same input
 * on any number of threads.
 */
package dev.tamis.models.train;
