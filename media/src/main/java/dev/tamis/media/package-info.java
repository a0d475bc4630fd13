/** Decodes media in child processes, so that one that crashes, hangs or eats memory costs one record. */
package dev.tamis.media;
