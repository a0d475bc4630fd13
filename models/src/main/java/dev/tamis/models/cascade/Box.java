package dev.tamis.models.cascade;

/**
 * Where something was found, in pixels.
 *
 * @param x of its left side
 * @param y of its upper side
 */
public record Box(int x, int y, int width, int height) {}
