/** The quickstart's input: released artifacts of other projects, turned into the shards a recipe reads. */
package dev.tamis.jobs.quickstart;
