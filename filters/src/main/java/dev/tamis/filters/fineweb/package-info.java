/** The quality rules that FineWeb and FineWeb-2 added to Gopher's and C4's (Penedo et al. 2024 and 2025). */
package dev.tamis.filters.fineweb;
