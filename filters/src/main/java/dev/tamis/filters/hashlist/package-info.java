/** Lists of hashes of media that must not be kept. */
package dev.tamis.filters.hashlist;
