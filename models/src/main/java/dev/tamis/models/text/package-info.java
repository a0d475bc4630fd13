/** What models have in common that read text. */
package dev.tamis.models.text;
