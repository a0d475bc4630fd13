/**
 * From asked weights to a plan: how many packed sequences of each domain every phase of training draws.
 *
 * <p>A {@code MixtureRequest} is solved in tokens ({@code MixtureTargets}), then planned in whole sequences
 * ({@code MixturePlanner}). Everything here is a pure function of its input; nothing here knows an engine. The order
 * that a plan fixes is in {@code dev.tamis.shards.order}.
 */
package dev.tamis.pipeline.mixture;
