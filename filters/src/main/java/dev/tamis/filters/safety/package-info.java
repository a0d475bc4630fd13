/** What a text or page must not carry, or may not be used for: personal data, secrets, blocked sites and words, opt-outs, licences. */
package dev.tamis.filters.safety;
