/**
 * Which packed sequence stands at which place of training: an order that any process computes at any place, without an
 * index.
 *
 * <p>A {@link MixturePlan} fixes a {@link SequenceOrder}, which joins a {@link SlotOrder} (which stock fills slot n)
 * with a {@link Permutation} (which of its sequences).
 */
package dev.tamis.shards.order;
