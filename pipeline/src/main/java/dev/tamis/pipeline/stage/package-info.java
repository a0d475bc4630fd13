/** The stages of the river, each a thin layer of Spark over kernels that know nothing of it. */
package dev.tamis.pipeline.stage;
