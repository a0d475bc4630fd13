/** Sources: from the paths of a recipe to shards, to the splits that tasks work on. */
package dev.tamis.pipeline.source;
