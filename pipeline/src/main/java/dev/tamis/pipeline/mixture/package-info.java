/**
 * Which packed sequence goes where: from asked weights to a plan, and from a plan to an order that any process can
 * compute at any place without an index.
 *
 * <p>The chain is {@link MixtureRequest} to {@link MixturePlan} to {@link SequenceOrder}, which joins a
 * {@link SlotOrder} (which source fills slot n) with a {@link Permutation} (which of its sequences). Everything here is
 * a pure function of the request; nothing here knows an engine.
 */
package dev.tamis.pipeline.mixture;
