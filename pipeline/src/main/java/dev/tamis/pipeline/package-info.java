/** pipeline. */
package dev.tamis.pipeline;
