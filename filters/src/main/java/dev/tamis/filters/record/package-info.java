/** What flows: records, their origins, and the reasons for which one is set aside. */
package dev.tamis.filters.record;
