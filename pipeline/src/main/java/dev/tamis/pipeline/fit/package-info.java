/** Thresholds of rules for another language, derived from good text in it. */
package dev.tamis.pipeline.fit;
