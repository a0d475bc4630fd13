/**
 * From asked weights to a plan: how many packed sequences of each domain every phase of training draws.
 *
 * <p>Everything here is a pure function of the request; nothing here knows an engine. The order that a plan fixes is in
 * {@code dev.tamis.shards.order}.
 */
package dev.tamis.pipeline.mixture;
