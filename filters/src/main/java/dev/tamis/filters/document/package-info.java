/** The text of books and office documents, parsed in a child process. */
package dev.tamis.filters.document;
