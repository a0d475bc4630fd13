/** bench. */
package dev.tamis.bench;
