/** The quality signals of RedPajama-v2 (Weber et al. 2024). */
package dev.tamis.filters.redpajama;
