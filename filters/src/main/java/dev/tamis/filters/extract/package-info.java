/** Raw records to plain text, by kind and content type. */
package dev.tamis.filters.extract;
