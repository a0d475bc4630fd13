/** What a recipe gives to signals in files: found and digested before a run, loaded once in each process. */
package dev.tamis.pipeline.setting;
