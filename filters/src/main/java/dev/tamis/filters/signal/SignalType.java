package dev.tamis.filters.signal;

/** The column type of a signal. */
public enum SignalType {
    LONG,
    DOUBLE,
    STRING,
    FLAG
}
