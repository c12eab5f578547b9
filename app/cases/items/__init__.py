"""The catalogue of items (事项目录): taken in with its history, searched, shown with dates, counted."""
