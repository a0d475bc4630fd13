/** What is measured on a record: numbers, strings and flags, each with a name and a unit. */
package dev.tamis.filters.signal;
