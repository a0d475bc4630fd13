package dev.tamis.filters.text;

/** The one view of a text that all signals share. */
public final class TextView {}
