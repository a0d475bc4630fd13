/** How well a classifier tells texts apart whose labels are known: precision, recall, ranking, calibration, thresholds. */
package dev.tamis.models.measure;
