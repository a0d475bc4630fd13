/** Where the bytes of media lie, how they are stored and read again, and what is measured on them. */
package dev.tamis.pipeline.media;
