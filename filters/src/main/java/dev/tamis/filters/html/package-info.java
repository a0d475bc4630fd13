/** The main text of an HTML page. */
package dev.tamis.filters.html;
