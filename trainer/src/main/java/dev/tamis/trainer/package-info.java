/** trainer. */
package dev.tamis.trainer;
