/** JVMs that do one thing for their parent, so that what crashes, hangs or eats memory costs one item. */
package dev.tamis.filters.child;
