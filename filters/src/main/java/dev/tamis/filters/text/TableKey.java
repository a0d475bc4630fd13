package dev.tamis.filters.text;

import java.security.SecureRandom;

/**
 * A secret odd multiplier that says where keys lie in a table, so that nobody can write a text whose words all fall into one
 * place. Drawn anew in each process. What a table gives must not depend on it: numbers go by order of first sight.
 */
public final class TableKey {
    public static final long ODD = new SecureRandom().nextLong() | 1;

    private TableKey() {}
}
