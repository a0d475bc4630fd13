/** The models that Tamis knows by name, and how their files are fetched. */
package dev.tamis.pipeline.catalogue;
