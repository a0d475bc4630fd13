/** Lines and paragraphs by the definitions of those who count them, and how they repeat. */
package dev.tamis.filters.line;
