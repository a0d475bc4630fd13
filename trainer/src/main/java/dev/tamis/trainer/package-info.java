/** The trainer's side of a run: reads the token shards that emission wrote. Knows no engine. */
package dev.tamis.trainer;
