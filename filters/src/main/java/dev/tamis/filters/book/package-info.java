/** What is measured on books: traces of the scanner, of the printed page and of what stands around the text. */
package dev.tamis.filters.book;
