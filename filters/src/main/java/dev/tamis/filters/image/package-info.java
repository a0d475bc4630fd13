/** What can be measured on one image: its header, its pixels, its perceptual hash. */
package dev.tamis.filters.image;
