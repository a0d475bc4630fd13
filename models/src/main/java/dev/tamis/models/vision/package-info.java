/** Models that look at images: neural networks and how pixels become their input. */
package dev.tamis.models.vision;
