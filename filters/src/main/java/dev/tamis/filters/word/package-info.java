/** What counts as a word, by the definition of each source of rules, and how n-grams of words repeat. Knows no Spark. */
package dev.tamis.filters.word;
