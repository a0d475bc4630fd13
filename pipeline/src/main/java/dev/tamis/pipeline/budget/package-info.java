/** How large a model and how many tokens a compute budget buys, by the published scaling laws. Knows no engine. */
package dev.tamis.pipeline.budget;
