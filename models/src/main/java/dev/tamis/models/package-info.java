/** What every learned model has in common: it gives scores to texts. */
package dev.tamis.models;
