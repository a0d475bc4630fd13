/** The one view of a text that all signals share. */
package dev.tamis.filters.text;
