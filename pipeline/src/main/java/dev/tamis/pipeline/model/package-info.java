/** The models of a recipe: their files checked and loaded, once in a process. */
package dev.tamis.pipeline.model;
