/** Gopher's quality and repetition rules (Rae et al. 2021, A1.1) as each of those who wrote them down measures them. */
package dev.tamis.filters.gopher;
