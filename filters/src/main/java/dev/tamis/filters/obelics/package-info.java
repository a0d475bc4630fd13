/**
 * The text rules of OBELICS (Laurençon et al. 2023), of paragraphs and of pages: Apache-2.0 code of huggingface/OBELICS, revision
 * 334adfd, configuration {@code config_filter_web_documents.yaml}; written anew.
 */
package dev.tamis.filters.obelics;
